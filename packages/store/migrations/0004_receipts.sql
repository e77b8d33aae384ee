CREATE TABLE `broadcast_receipt` (
	`broadcast` text NOT NULL,
	`speaker` text NOT NULL,
	`boot_id` text NOT NULL,
	`counter` integer NOT NULL,
	`first_sample_at_us` integer NOT NULL,
	`first_media_time` integer,
	`end_media_time` integer,
	`clock_error_us` integer,
	`played` integer NOT NULL,
	`concealed` integer NOT NULL,
	`late` integer NOT NULL,
	`missing` integer NOT NULL,
	`ended_because` text NOT NULL,
	`receipt_at_ms` integer NOT NULL,
	`receipt` blob NOT NULL,
	PRIMARY KEY(`broadcast`, `speaker`, `boot_id`, `first_sample_at_us`),
	FOREIGN KEY (`broadcast`) REFERENCES `broadcast`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
-- Receipts that were kept before: boot id and end as the speaker's own bytes say (SPEC 5.1, 5.4).
INSERT INTO `broadcast_receipt`
SELECT `broadcast`, `speaker`, lower(hex(substr(`receipt`, 5, 8))), 0, coalesce(`first_sample_at_us`, 0),
	`first_media_time`,
	CASE WHEN json_valid(CAST(substr(`receipt`, 21, length(`receipt`) - 100) AS text))
		THEN json_extract(CAST(substr(`receipt`, 21, length(`receipt`) - 100) AS text), '$.endMediaTime') END,
	`clock_error_us`, coalesce(`played`, 0), coalesce(`concealed`, 0), coalesce(`late`, 0), coalesce(`missing`, 0),
	coalesce(`ended_because`, ''), `receipt_at_ms`, `receipt`
FROM `broadcast_speaker`
WHERE `receipt_verified` = 1 AND `receipt` IS NOT NULL AND `receipt_at_ms` IS NOT NULL;
