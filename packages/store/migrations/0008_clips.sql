CREATE TABLE `clip` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`language` text,
	`site` text,
	`created_at_ms` integer NOT NULL,
	`deleted_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `clip_created` ON `clip` (`created_at_ms`,`id`);--> statement-breakpoint
CREATE TABLE `clip_version` (
	`clip` text NOT NULL,
	`number` integer NOT NULL,
	`sha256` text NOT NULL,
	`bytes` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`before_lufs` real NOT NULL,
	`after_lufs` real NOT NULL,
	`true_peak_db` real NOT NULL,
	`sound` text NOT NULL,
	`waveform` blob NOT NULL,
	`source_name` text NOT NULL,
	`source_format` text NOT NULL,
	`source_bytes` integer NOT NULL,
	`source_sha256` text NOT NULL,
	`at_ms` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	PRIMARY KEY(`clip`, `number`),
	FOREIGN KEY (`clip`) REFERENCES `clip`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `clip_version_sha256` ON `clip_version` (`sha256`);--> statement-breakpoint
CREATE TABLE `upload` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text,
	`owner` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `upload_owner` ON `upload` (`owner`);--> statement-breakpoint
CREATE INDEX `upload_changed` ON `upload` (`changed_at_ms`);--> statement-breakpoint
ALTER TABLE `broadcast` ADD `clip` text;--> statement-breakpoint
CREATE INDEX `broadcast_clip` ON `broadcast` (`clip`,`ended_at_ms`);