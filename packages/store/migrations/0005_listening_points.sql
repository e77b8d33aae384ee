CREATE TABLE `listening_point` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`site` text NOT NULL,
	`lat` real NOT NULL,
	`lon` real NOT NULL,
	`kind` text NOT NULL,
	`weight` real NOT NULL,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `listening_point_site` ON `listening_point` (`site`);