ServerActionTypes = object
