-- create a table: CreateTable, AddConstraint, CreateIndex
CREATE TABLE `shop_book` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `title` varchar(9) NOT NULL, `author_id` bigint NOT NULL);
ALTER TABLE `shop_book` ADD CONSTRAINT `shop_book_author_id_82b8ab51_fk_shop_author_id` FOREIGN KEY (`author_id`) REFERENCES `shop_author` (`id`);
CREATE INDEX `shop_book_title_1f19d72a` ON `shop_book` (`title`);

-- delete a table: DropTable
DROP TABLE `shop_book` CASCADE;

-- rename a table: RenameTable
RENAME TABLE `shop_book` TO `shop_tale`;

-- add a nullable column: AddColumn
ALTER TABLE `shop_book` ADD COLUMN `pages` integer NULL;

-- add a required column: AddColumn, AlterColumn
ALTER TABLE `shop_book` ADD COLUMN `pages` integer DEFAULT 7 NOT NULL;
ALTER TABLE `shop_book` ALTER COLUMN `pages` DROP DEFAULT;

-- add a column with a default in the database: AddColumn
ALTER TABLE `shop_book` ADD COLUMN `pages` integer DEFAULT 7 NOT NULL;

-- add an indexed column: AddColumn, CreateIndex
ALTER TABLE `shop_book` ADD COLUMN `title` varchar(9) NULL;
CREATE INDEX `shop_book_title_1f19d72a` ON `shop_book` (`title`);

-- add a foreign key: AddColumn
ALTER TABLE `shop_book` ADD COLUMN `author_id` bigint NULL , ADD CONSTRAINT `shop_book_author_id_82b8ab51_fk_shop_author_id` FOREIGN KEY (`author_id`) REFERENCES `shop_author`(`id`);

-- remove a column: DropColumn
ALTER TABLE `shop_book` DROP COLUMN `pages`;

-- rename a column: RenameColumn
ALTER TABLE `shop_book` RENAME COLUMN `pages` TO `size`;

-- change a type: AlterColumn
ALTER TABLE `shop_book` MODIFY `pages` bigint NOT NULL;

-- require a value: AlterColumn, FillNulls, AlterColumn, AlterColumn
ALTER TABLE `shop_book` ALTER COLUMN `pages` SET DEFAULT 7;
UPDATE `shop_book` SET `pages` = 7 WHERE `pages` IS NULL;
ALTER TABLE `shop_book` MODIFY `pages` integer NOT NULL;
ALTER TABLE `shop_book` ALTER COLUMN `pages` DROP DEFAULT;

-- change a default in the database: AlterColumn
ALTER TABLE `shop_book` ALTER COLUMN `pages` SET DEFAULT 2;

-- index a column: CreateIndex
CREATE INDEX `shop_book_pages_d177e4d8` ON `shop_book` (`pages`);

-- make a column unique: AddConstraint
ALTER TABLE `shop_book` ADD CONSTRAINT `shop_book_pages_d177e4d8_uniq` UNIQUE (`pages`);

-- add an index: CreateIndex
CREATE INDEX `by_pages` ON `shop_book` (`pages` DESC);

-- remove an index: DropIndex
DROP INDEX `by_pages` ON `shop_book`;

-- rename an index: RenameIndex
ALTER TABLE `shop_book` RENAME INDEX `by_pages` TO `by_size`;

-- add a check: AddConstraint
ALTER TABLE `shop_book` ADD CONSTRAINT `positive` CHECK (`pages` > 0);

-- remove a check: DropConstraint
ALTER TABLE `shop_book` DROP CONSTRAINT IF EXISTS `positive`;

-- add a conditional unique constraint: 

-- make columns unique together: AddConstraint
ALTER TABLE `shop_book` ADD CONSTRAINT `shop_book_pages_title_26d82f2a_uniq` UNIQUE (`pages`, `title`);
