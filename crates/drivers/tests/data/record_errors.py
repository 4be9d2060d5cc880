"""Records how the Python drivers word errors: python record_errors.py POSTGRESQL_DSN > errors.json

The second database is the MySQL or MariaDB server at 127.0.0.1 with the user root.
"""

import json
import sys

import psycopg
import psycopg2
import pymysql

POSTGRESQL = [
    "select * from missing",
    "selec 1",
    "select 1/0",
    "insert into t values (1, 1, 'y')",
    "insert into t values (2, null, 'y')",
    "insert into t values (3, -1, 'z')",
    "insert into t values (2, 1, 'x')",
    "select missing from t",
    "create table t (x int)",
    "select 'x'::int",
    "select 1\nfrom\n  missing\nwhere 1=1",
    "select nofunc(1)",
    "drop table missing",
    "select '%s', 1, 1, 1, 1, 1, 1 from aaa.b, ccc" % ("x" * 100),
    "select 1, 2, 3 from missing, %s" % ", ".join("t t%d" % number for number in range(30)),
    "select\t1 from\tmissing",
    "do $$ begin raise exception 'boom' using hint='h', detail='d'; end $$",
    "do $$ begin perform 1/0; end $$",
    "do $$ begin execute 'selec 1'; end $$",
    "select 'é日本' from missing",
    "select '%s' from missing" % ("日本" * 40),
    "create type x as enum ('a'",
    "select 1 where 'a' ~ '('",
    "alter table t add column n int",
    "select 99999999999999999999::int",
    "lock table missing",
    "set foo_bar to 1",
    "select 1; select * from missing",
    "do $$ begin raise exception using errcode='ZZ001'; end $$",
    "create extension missing_extension",
    "",
]
POSTGRESQL_SETUP = [
    "create table t (id int primary key, n int not null check (n > 0), u text unique)",
    "insert into t values (1, 1, 'x')",
]

MYSQL = [
    "select * from missing",
    "selec 1",
    "insert into t values (1,1,'y')",
    "insert into t values (2,null,'y')",
    "insert into t values (3,1,'x')",
    "select missing from t where it = 'x'",
    "create table t (x int)",
    "insert into t values (5,1,'toolong')",
    "insert into child values (1,99)",
    "select 1; select 2",
    "selec 1; select 2",
    "create table n (a int); insert into n values (1)",
    "",
    "insert into t values (1)",
    "drop table t",
    "create table x (a int) engine=foo",
]
MYSQL_SETUP = [
    "create table t (id int primary key, n int not null, u varchar(3) unique)",
    "insert into t values (1,1,'x')",
    "create table child (id int primary key, t int, foreign key (t) references t(id))",
]


def failures(cursor, statements, setup, rollback):
    for statement in setup:
        cursor.execute(statement)
    for sql in statements:
        try:
            cursor.execute(sql)
            yield {"sql": sql, "exception": None, "message": None}
        except Exception as error:
            name = f"{type(error).__module__}.{type(error).__name__}"
            yield {"sql": sql, "exception": name, "message": str(error)}
        rollback()


def postgresql(module):
    connection = module.connect(sys.argv[1])
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("drop schema if exists record_errors cascade")
    cursor.execute("create schema record_errors")
    cursor.execute("set search_path to record_errors")
    cases = list(failures(cursor, POSTGRESQL, POSTGRESQL_SETUP, lambda: None))
    cursor.execute("drop schema record_errors cascade")
    return {"setup": POSTGRESQL_SETUP, "cases": cases}


def mysql():
    connection = pymysql.connect(host="127.0.0.1", user="root", autocommit=True)
    cursor = connection.cursor()
    cursor.execute("drop database if exists record_errors")
    cursor.execute("create database record_errors")
    connection.select_db("record_errors")
    cases = list(failures(cursor, MYSQL, MYSQL_SETUP, lambda: None))
    cursor.execute("drop database record_errors")
    return {"setup": MYSQL_SETUP, "cases": cases}


recorded = {"psycopg2": postgresql(psycopg2), "psycopg": postgresql(psycopg), "pymysql": mysql()}
print(json.dumps(recorded, ensure_ascii=False, indent=1))
