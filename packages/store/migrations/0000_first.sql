CREATE TABLE `broadcast` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`priority` integer NOT NULL,
	`class` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`room` text,
	`why` text,
	`to` text NOT NULL,
	`targets` integer NOT NULL,
	`issued` integer NOT NULL,
	`started_at_ms` integer NOT NULL,
	`ended_at_ms` integer,
	`ended_because` text,
	`first_frame_at_us` integer,
	`ended_by` text,
	`codec` text NOT NULL,
	`chime` text NOT NULL,
	`gain_db` real NOT NULL,
	`t0_us` integer NOT NULL,
	`m0` integer NOT NULL,
	`delay_lan_us` integer NOT NULL,
	`delay_wan_us` integer NOT NULL,
	`frames` integer,
	`duration_ms` integer,
	`recording_path` text,
	`summary` text,
	`settled_at_ms` integer,
	CONSTRAINT "broadcast_id_hex" CHECK(length("broadcast"."id") = 16)
);
--> statement-breakpoint
CREATE INDEX `broadcast_started` ON `broadcast` (`started_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `broadcast_open` ON `broadcast` (`ended_at_ms`);--> statement-breakpoint
CREATE TABLE `broadcast_site` (
	`broadcast` text NOT NULL,
	`site` text NOT NULL,
	PRIMARY KEY(`broadcast`, `site`),
	FOREIGN KEY (`broadcast`) REFERENCES `broadcast`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `broadcast_site_site` ON `broadcast_site` (`site`);--> statement-breakpoint
CREATE TABLE `broadcast_speaker` (
	`broadcast` text NOT NULL,
	`speaker` text NOT NULL,
	`delay_class` text NOT NULL,
	`offered_at_ms` integer,
	`withheld_because` text,
	`answer` text,
	`answer_why` text,
	`holder` text,
	`sync` text,
	`answered_at_ms` integer,
	`first_sample_at_us` integer,
	`first_media_time` integer,
	`planned_at_us` integer,
	`clock_error_us` integer,
	`expected` integer,
	`played` integer,
	`concealed` integer,
	`late` integer,
	`missing` integer,
	`ended_because` text,
	`receipt_at_ms` integer,
	`receipt_verified` integer,
	`receipt` blob,
	`verdict` text,
	`reason` text,
	PRIMARY KEY(`broadcast`, `speaker`),
	FOREIGN KEY (`broadcast`) REFERENCES `broadcast`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `broadcast_speaker_speaker` ON `broadcast_speaker` (`speaker`);--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL,
	`actor` text NOT NULL,
	`room` text,
	`address` text,
	`act` text NOT NULL,
	`object` text NOT NULL,
	`why` text,
	`result` text NOT NULL,
	`detail` text NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` (`at_ms`);--> statement-breakpoint
CREATE TABLE `operator` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`display_name` text NOT NULL,
	`password_hash` text,
	`room` text,
	`disabled` integer DEFAULT false NOT NULL,
	`created_at_ms` integer NOT NULL,
	`password_changed_at_ms` integer,
	FOREIGN KEY (`room`) REFERENCES `room`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `operator_name` ON `operator` (`name`);--> statement-breakpoint
CREATE TABLE `operator_grant` (
	`operator` text NOT NULL,
	`site` text NOT NULL,
	`role` text NOT NULL,
	`max_priority` integer NOT NULL,
	`permissions` text NOT NULL,
	PRIMARY KEY(`operator`, `site`, `role`),
	FOREIGN KEY (`operator`) REFERENCES `operator`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `operator_grant_site` ON `operator_grant` (`site`);--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` blob NOT NULL,
	`operator` text NOT NULL,
	`room` text,
	`created_at_ms` integer NOT NULL,
	`last_seen_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`address` text NOT NULL,
	`agent` text NOT NULL,
	`ended_at_ms` integer,
	`ended_because` text,
	FOREIGN KEY (`operator`) REFERENCES `operator`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`room`) REFERENCES `room`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_hash` ON `session` (`hash`);--> statement-breakpoint
CREATE INDEX `session_operator` ON `session` (`operator`);--> statement-breakpoint
CREATE TABLE `sign_in_attempt` (
	`key` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sign_in_link` (
	`hash` blob PRIMARY KEY NOT NULL,
	`operator` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`used_at_ms` integer,
	FOREIGN KEY (`operator`) REFERENCES `operator`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `token` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hash` blob NOT NULL,
	`operator` text NOT NULL,
	`scope` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`last_used_at_ms` integer,
	`last_used_address` text,
	`revoked_at_ms` integer,
	FOREIGN KEY (`operator`) REFERENCES `operator`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `token_hash` ON `token` (`hash`);--> statement-breakpoint
CREATE INDEX `token_operator` ON `token` (`operator`);--> statement-breakpoint
CREATE TABLE `counter` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `document` (
	`topic` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`bytes` blob NOT NULL,
	`stored_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `event` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at_ms` integer NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`site` text,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `event_at` ON `event` (`at_ms`);--> statement-breakpoint
CREATE TABLE `ingest_cursor` (
	`journal` text PRIMARY KEY NOT NULL,
	`segment` integer NOT NULL,
	`offset` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `setting` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `camera` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`site` text NOT NULL,
	`lat` real NOT NULL,
	`lon` real NOT NULL,
	`bearing` real,
	`field_of_view` real,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `camera_site` ON `camera` (`site`);--> statement-breakpoint
CREATE TABLE `room` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`site` text NOT NULL,
	`kind` text NOT NULL,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `site` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`parent` text,
	`time_zone` text,
	FOREIGN KEY (`parent`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `site_parent` ON `site` (`parent`);--> statement-breakpoint
CREATE TABLE `speaker` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`site` text NOT NULL,
	`lat` real NOT NULL,
	`lon` real NOT NULL,
	`delay_class` text NOT NULL,
	`level_db` real NOT NULL,
	`bearing` real,
	`audible_metres` real NOT NULL,
	`hardware` text,
	`mqtt_password_sha256` blob,
	`pairwise_key_sealed` blob,
	`device_public_key` blob,
	`credentials_version` integer DEFAULT 0 NOT NULL,
	`credentials_issued_at_ms` integer,
	`disabled` integer DEFAULT false NOT NULL,
	`added_at_ms` integer NOT NULL,
	`changed_at_ms` integer NOT NULL,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `speaker_site` ON `speaker` (`site`);--> statement-breakpoint
CREATE INDEX `speaker_name` ON `speaker` (`name`);--> statement-breakpoint
CREATE TABLE `speaker_status` (
	`speaker` text PRIMARY KEY NOT NULL,
	`boot_id` text,
	`online` integer NOT NULL,
	`status` text,
	`status_at_ms` integer,
	`telemetry` text,
	`telemetry_at_ms` integer,
	`last_seen_at_ms` integer,
	FOREIGN KEY (`speaker`) REFERENCES `speaker`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `zone` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`site` text NOT NULL,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `zone_speaker` (
	`zone` text NOT NULL,
	`speaker` text NOT NULL,
	PRIMARY KEY(`zone`, `speaker`),
	FOREIGN KEY (`zone`) REFERENCES `zone`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`speaker`) REFERENCES `speaker`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `zone_speaker_speaker` ON `zone_speaker` (`speaker`);