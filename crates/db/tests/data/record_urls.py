"""Records what SQLAlchemy makes of database URLs: python record_urls.py > urls.json"""

import json

from sqlalchemy import URL, make_url

TEXTS = """
postgresql://scott:tiger@localhost:5432/test
postgresql+psycopg2://scott:tiger@localhost/test
postgresql+asyncpg://scott@localhost/test
postgresql://localhost
postgresql://
postgresql:///test
postgresql:///test?host=/var/run/postgresql
postgresql://user@/test?host=h1:5432&host=h2:5433&host=h3
postgresql://u:p@h1,h2/db
postgresql://u:p%40ss%2Fw%3Ard@h/db
postgresql://u:p@ss@h/db
postgresql://u:p/w@h/db
postgresql://u:p:w:x@h/db
postgresql://u:@h/db
postgresql://:p@h/db
postgresql://@h/db
postgresql://u%40x.org:p@h/db
postgresql://u@x.org@h/db
postgresql://u@h:5432
postgresql://u+v:a+b@h/db
postgresql://u v:a b@h/d b
postgresql://u:p%@h/d%b
postgresql://u:%C3%A9%zz@h/%E2%82%AC
postgresql://u:%ff%fe@h/db
postgresql://[::1]:5432/db
postgresql://u:p@[2001:db8::1%25eth0]/db
postgresql://[::1]x:5432/db
postgresql://[]/db
postgresql://[h/db
postgresql://[a]b]/db
postgresql://h:5432,g:5433/db
postgresql://h:abc/db
postgresql://h:/db
postgresql://h:+5_4/db
postgresql://h:5__4/db
postgresql://h:-1/db
postgresql://h:5432?sslmode=require
postgresql://h?sslmode=require&sslmode=disable&sslmode=allow
postgresql://h/db?
postgresql://h/db?a
postgresql://h/db?a=
postgresql://h/db?a=1&a=&b=2
postgresql://h/db?=1
postgresql://h/db?a=1;b=2
postgresql://h/db?a=x+y%2Bz%20&b%20c=%26%3D
postgresql://h/db?z=1&a=2&m=a&m=b
postgresql://h/db?a=b?c=d
postgresql://h/a/b/c
postgresql://h//db
postgresql://h/db#fragment
postgresql://h/db?options=-csearch_path%3Da%2Cb
mysql+pymysql://root@127.0.0.1:3306/test?charset=utf8mb4
mysql://root:@localhost/test?unix_socket=/run/mysqld/mysqld.sock
mariadb+pymysql://u:p@h/db
mysql+mysqlconnector://u:p@h/db
sqlite://
sqlite:///
sqlite:///:memory:
sqlite:///relative.db
sqlite:////absolute/path.db
sqlite:///C:\\\\path\\\\x.db
sqlite:///a b%20c.db
sqlite:///file:x.db?mode=ro&uri=true
sqlite:///file::memory:?cache=shared&uri=true
sqlite+aiosqlite:///x.db
sqlite://u@h/x.db
sqlite:/x.db
sqlite
oracle://u:p@h:1521/?service_name=x
oracle+oracledb://u:p@h
mssql+pyodbc://u:p@dsn
mssql+pyodbc:///?odbc_connect=DRIVER%3D%7BX%7D%3BSERVER%3Dy
a+b+c://h
foo_bar9://h
é://h
foo-bar://h
foo.bar://h
 sqlite://
://h
postgresql:://h
postgresql://a://b
http://x/y
POSTGRESQL://h
""".strip("\n").split("\n") + ["", "postgresql://h/db?a=1\n&b=2", "postgresql://h/d\nb", "x\n://h"]

PARTS = [
    dict(drivername="postgresql"),
    dict(drivername="postgresql", username="u", password="p@s:s/w?o#r%d+ é~*", host="h", port=1, database="d/b ?+&%"),
    dict(drivername="postgresql", username="u", password=""),
    dict(drivername="postgresql", password="p", host="h"),
    dict(drivername="postgresql", host="::1", port=5),
    dict(drivername="postgresql", host="h", query={"b": ["1", "2"], "a": "x y+z/é&="}),
    dict(drivername="sqlite", database="/tmp/x y.db"),
    dict(drivername="sqlite", database=""),
    dict(drivername="postgresql", host="", username=""),
    dict(drivername="postgresql", query={"e": []}),
]


def as_parts(url):
    query = {key: list(value) if isinstance(value, tuple) else value for key, value in url.query.items()}
    return {**url._asdict(), "query": query}


def describe(url):
    try:
        driver = url.get_driver_name()
    except Exception:
        driver = ""
    return {
        "shown": str(url),
        "rendered": url.render_as_string(hide_password=False),
        "backend_name": url.get_backend_name(),
        "driver_name": driver,
    }


def record(text):
    try:
        url = make_url(text)
    except Exception as error:
        kind = type(error)
        name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
        return {"text": text, "error": [name, str(error)]}
    return {"text": text, "parts": as_parts(url), **describe(url)}


cases = [record(text) for text in TEXTS]
cases += [{"parts": as_parts(url), **describe(url)} for url in (URL.create(**parts) for parts in PARTS)]
print("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]")
