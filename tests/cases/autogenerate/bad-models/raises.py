import sqlalchemy as sa

metadata = sa.MetaData()
numbers = {}
print(numbers["missing"])
