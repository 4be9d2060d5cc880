metadata = "a text"
