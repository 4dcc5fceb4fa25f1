-- create a table: CreateTable, CreateIndex, CreateIndex
CREATE TABLE "shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(9) NOT NULL, "author_id" bigint NOT NULL REFERENCES "shop_author" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "shop_book_title_1f19d72a" ON "shop_book" ("title");
CREATE INDEX "shop_book_author_id_82b8ab51" ON "shop_book" ("author_id");

-- delete a table: DropTable
DROP TABLE "shop_book";

-- rename a table: RenameTable
ALTER TABLE "shop_book" RENAME TO "shop_tale";

-- add a nullable column: AddColumn
ALTER TABLE "shop_book" ADD COLUMN "pages" integer NULL;

-- add a required column: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" integer NOT NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id", "pages") SELECT "id", 7 FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;

-- add a column with a default in the database: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" integer DEFAULT 7 NOT NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id") SELECT "id" FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;

-- add an indexed column: AddColumn, CreateIndex
ALTER TABLE "shop_book" ADD COLUMN "title" varchar(9) NULL;
CREATE INDEX "shop_book_title_1f19d72a" ON "shop_book" ("title");

-- add a foreign key: AddColumn, CreateIndex
ALTER TABLE "shop_book" ADD COLUMN "author_id" bigint NULL REFERENCES "shop_author" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "shop_book_author_id_82b8ab51" ON "shop_book" ("author_id");

-- remove a column: DropColumn
ALTER TABLE "shop_book" DROP COLUMN "pages";

-- rename a column: RenameColumn
ALTER TABLE "shop_book" RENAME COLUMN "pages" TO "size";

-- change a type: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" bigint NOT NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id", "pages") SELECT "id", "pages" FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;

-- require a value: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" integer NOT NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id", "pages") SELECT "id", coalesce("pages", 7) FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;

-- change a default in the database: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" integer DEFAULT 2 NOT NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id", "pages") SELECT "id", "pages" FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;

-- index a column: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" integer NOT NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id", "pages") SELECT "id", "pages" FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "shop_book_pages_d177e4d8" ON "shop_book" ("pages");

-- make a column unique: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" integer NOT NULL UNIQUE);
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id", "pages") SELECT "id", "pages" FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;

-- add an index: CreateIndex
CREATE INDEX "by_pages" ON "shop_book" ("pages" DESC);

-- remove an index: DropIndex
DROP INDEX "by_pages";

-- rename an index: DropIndex, CreateIndex
DROP INDEX "by_pages";
CREATE INDEX "by_size" ON "shop_book" ("pages");

-- add a check: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" integer NOT NULL, CONSTRAINT "positive" CHECK ("pages" > 0));
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id", "pages") SELECT "id", "pages" FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;

-- remove a check: RebuildTable
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pages" integer NOT NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") SELECT 'new__shop_book', "seq" FROM "sqlite_sequence" WHERE "name" = 'shop_book';
INSERT INTO "new__shop_book" ("id", "pages") SELECT "id", "pages" FROM "shop_book";
DROP TABLE "shop_book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
PRAGMA legacy_alter_table = OFF;

-- add a conditional unique constraint: CreateIndex
CREATE UNIQUE INDEX "once" ON "shop_book" ("pages") WHERE "pages" > 0;

-- make columns unique together: CreateIndex
CREATE UNIQUE INDEX "shop_book_pages_title_26d82f2a_uniq" ON "shop_book" ("pages", "title");
