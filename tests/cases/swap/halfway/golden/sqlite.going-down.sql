PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" ("version_num") VALUES ('s2');
CREATE TABLE owners (
	id INTEGER NOT NULL, 
	name VARCHAR(50) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "owners" ("id", "name") VALUES (1, 'Ann');
INSERT INTO "owners" ("id", "name") VALUES (2, 'Bob');
CREATE TABLE "pets" (
	id INTEGER NOT NULL, 
	owner_id INTEGER, 
	kind VARCHAR(10) DEFAULT 'cat', 
	PRIMARY KEY (id), 
	CONSTRAINT fk_owner FOREIGN KEY(owner_id) REFERENCES owners (id)
);
INSERT INTO "pets" ("id", "owner_id", "kind") VALUES (1, 2, 'cat');
COMMIT;
