CREATE TABLE `camera_event` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`camera` text NOT NULL,
	`site` text NOT NULL,
	`kind` text NOT NULL,
	`zone_in_view` text,
	`object` text,
	`score` real,
	`at_ms` integer NOT NULL,
	`at_arrival` integer NOT NULL,
	`began_at_ms` integer NOT NULL,
	`heard_at_ms` integer NOT NULL,
	`ended_at_ms` integer,
	`reports` integer NOT NULL,
	`dedupe_key` text NOT NULL,
	`incident` text
);
--> statement-breakpoint
CREATE INDEX `camera_event_began` ON `camera_event` (`began_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `camera_event_key` ON `camera_event` (`source`,`dedupe_key`,`heard_at_ms`);--> statement-breakpoint
CREATE INDEX `camera_event_incident` ON `camera_event` (`incident`);--> statement-breakpoint
CREATE TABLE `camera_picture` (
	`camera` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`user` text,
	`password_sealed` blob,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `event_source` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`enabled` integer NOT NULL,
	`url` text,
	`prefix` text,
	`channels` text NOT NULL,
	`secret_sealed` blob,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `incident` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`camera` text NOT NULL,
	`site` text NOT NULL,
	`state` text NOT NULL,
	`outcome` text,
	`room` text,
	`owner_id` text,
	`owner_name` text,
	`link` text,
	`suggest` text NOT NULL,
	`opened_at_ms` integer NOT NULL,
	`heard_at_ms` integer NOT NULL,
	`acknowledged_at_ms` integer,
	`talked_down_at_ms` integer,
	`closed_at_ms` integer,
	`events` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `incident_opened` ON `incident` (`opened_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `incident_state` ON `incident` (`state`,`opened_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `incident_camera` ON `incident` (`camera`,`kind`,`state`);--> statement-breakpoint
CREATE TABLE `incident_broadcast` (
	`incident` text NOT NULL,
	`broadcast` text NOT NULL,
	PRIMARY KEY(`incident`, `broadcast`),
	FOREIGN KEY (`incident`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_broadcast_broadcast` ON `incident_broadcast` (`broadcast`);--> statement-breakpoint
CREATE TABLE `incident_line` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`incident` text NOT NULL,
	`at_ms` integer NOT NULL,
	`act` text NOT NULL,
	`actor_id` text,
	`actor_name` text,
	`detail` text NOT NULL,
	FOREIGN KEY (`incident`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_line_incident` ON `incident_line` (`incident`,`id`);--> statement-breakpoint
CREATE TABLE `link` (
	`id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`document` text NOT NULL,
	`changed_at_ms` integer NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`deleted_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `link_sounded` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`link` text NOT NULL,
	`happening` text NOT NULL,
	`camera` text NOT NULL,
	`zones` text NOT NULL,
	`step` integer NOT NULL,
	`at_ms` integer NOT NULL,
	`broadcast` text
);
--> statement-breakpoint
CREATE INDEX `link_sounded_at` ON `link_sounded` (`at_ms`);