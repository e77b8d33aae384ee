ALTER TABLE `speaker` ADD `muted` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `speaker` ADD `trim_ms` integer DEFAULT 0 NOT NULL;