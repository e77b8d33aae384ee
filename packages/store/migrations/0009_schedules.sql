CREATE TABLE `announcement` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`site` text,
	`revision` integer NOT NULL,
	`document` text NOT NULL,
	`changed_at_ms` integer NOT NULL,
	`deleted_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `announcement_changed` ON `announcement` (`changed_at_ms`,`id`);--> statement-breakpoint
CREATE TABLE `holiday_calendar` (
	`id` text PRIMARY KEY NOT NULL,
	`document` text NOT NULL,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `occurrence` (
	`id` text PRIMARY KEY NOT NULL,
	`schedule` text NOT NULL,
	`revision` integer NOT NULL,
	`utc_ms` integer NOT NULL,
	`announcement` text NOT NULL,
	`state` text NOT NULL,
	`because` text,
	`broadcast` text,
	`duration_ms` integer,
	`decided_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `occurrence_state` ON `occurrence` (`state`,`utc_ms`);--> statement-breakpoint
CREATE INDEX `occurrence_schedule` ON `occurrence` (`schedule`,`utc_ms`);--> statement-breakpoint
CREATE TABLE `schedule` (
	`id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`document` text NOT NULL,
	`changed_at_ms` integer NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`deleted_at_ms` integer
);
