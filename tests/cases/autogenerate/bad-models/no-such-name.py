from sqlalchemy.orm import no_such_function

metadata = None
