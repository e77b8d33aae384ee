-- A store of version 1 (migrations 0000-0002), as `.dump` writes it. Never change it: it stands for stores in the field.
PRAGMA foreign_keys = OFF;
BEGIN;
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
CREATE TABLE `broadcast_site` (
	`broadcast` text NOT NULL,
	`site` text NOT NULL,
	PRIMARY KEY(`broadcast`, `site`),
	FOREIGN KEY (`broadcast`) REFERENCES `broadcast`(`id`) ON UPDATE no action ON DELETE cascade
);
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
CREATE TABLE `counter` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
CREATE TABLE `document` (
	`topic` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`bytes` blob NOT NULL,
	`stored_at_ms` integer NOT NULL
);
CREATE TABLE `event` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at_ms` integer NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`site` text,
	`body` text NOT NULL
);
CREATE TABLE `ingest_cursor` (
	`journal` text PRIMARY KEY NOT NULL,
	`segment` integer NOT NULL,
	`offset` integer NOT NULL
);
CREATE TABLE migration (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  applied_at_ms INTEGER NOT NULL
);
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
CREATE TABLE `operator_grant` (
	`operator` text NOT NULL,
	`site` text NOT NULL,
	`role` text NOT NULL,
	`max_priority` integer NOT NULL,
	`permissions` text NOT NULL,
	PRIMARY KEY(`operator`, `site`, `role`),
	FOREIGN KEY (`operator`) REFERENCES `operator`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE TABLE `room` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`site` text NOT NULL,
	`kind` text NOT NULL,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
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
CREATE TABLE `setting` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed_at_ms` integer NOT NULL
);
CREATE TABLE `sign_in_attempt` (
	`key` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`changed_at_ms` integer NOT NULL
);
CREATE TABLE `sign_in_link` (
	`hash` blob PRIMARY KEY NOT NULL,
	`operator` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`used_at_ms` integer,
	FOREIGN KEY (`operator`) REFERENCES `operator`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE TABLE `site` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`parent` text,
	`time_zone` text,
	FOREIGN KEY (`parent`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
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
	`changed_at_ms` integer NOT NULL, `broker_password_hash` text,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
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
CREATE TABLE `zone` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`site` text NOT NULL,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `zone_speaker` (
	`zone` text NOT NULL,
	`speaker` text NOT NULL,
	PRIMARY KEY(`zone`, `speaker`),
	FOREIGN KEY (`zone`) REFERENCES `zone`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`speaker`) REFERENCES `speaker`(`id`) ON UPDATE no action ON DELETE cascade
);
INSERT INTO "audit" VALUES (1, 1790000000000, 'operator:ann', 'centre', '192.0.2.1', 'talk', 'broadcast:00000000000000a1', '河堤有人', 'ok', '{"targets":2}', '0000000000000000000000000000000000000000000000000000000000000000', '6eea8f0744b9f7b96cb438553a52abeac51cdbda6bf11cd88ac8c3acf83ed18a');
INSERT INTO "audit" VALUES (2, 1790000000001, 'system', NULL, NULL, 'start', 'controller:1', NULL, 'ok', '{}', '6eea8f0744b9f7b96cb438553a52abeac51cdbda6bf11cd88ac8c3acf83ed18a', 'bd7bf0299e76ef2df3d255db4436f4874a6494a5670ade1818adea81ba6f2069');
INSERT INTO "broadcast" VALUES ('00000000000000a1', 'talk', 60, 'talk', 'operator', 'ann', '安', 'centre', '河堤有人', 'zone:river', 2, 1790000000000000, 1790000000000, 1790000001000, 'finished', 1000, NULL, 'opus', 'two-tone', 0, 1000, 0, 80000, 400000, 50, 1000, 'recordings/a1.opus', NULL, NULL);
INSERT INTO "broadcast_site" VALUES ('00000000000000a1', 'dongcun');
INSERT INTO "broadcast_site" VALUES ('00000000000000a1', 'xicun');
INSERT INTO "broadcast_speaker" VALUES ('00000000000000a1', 'd-1', 'lan', 1790000000000, NULL, 'accept', NULL, NULL, 'good', 1790000000000, 81000, 0, 81000, 100, NULL, 50, 0, 0, 0, 'finished', 1790000002000, 1, X'010203', NULL, NULL);
INSERT INTO "broadcast_speaker" VALUES ('00000000000000a1', 'x-1', 'lan', 1790000000000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "camera" VALUES ('cam-1', '东村口球机', 'dongcun', 23.0302, 113.4703, NULL, 70);
INSERT INTO "counter" VALUES ('order', 1790000000000000);
INSERT INTO "document" VALUES ('pa/keys', 5, X'c10102', 1790000000000);
INSERT INTO "event" VALUES (1, 1790000000000, 'speaker-online', 'd-1', 'dongcun', '{}');
INSERT INTO "ingest_cursor" VALUES ('air', 1, 99);
INSERT INTO "migration" VALUES (0, '0000_first', 'a3e20ecde1c1634440afd84a2da15768613666e86087455040cb287e83265f98', 1790000000000);
INSERT INTO "migration" VALUES (1, '0001_audit_append_only', '57c30896b2e66f29844eebd0032a732d1f11e2d7f517de0045601944c2aace52', 1790000000000);
INSERT INTO "migration" VALUES (2, '0002_broker_password_hash', '456e1caff9b7236ab8d79e61c0ce0b6d3385825cb52ebc4277a36a097f579054', 1790000000000);
INSERT INTO "operator" VALUES ('ann', 'ann', '安', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', 'centre', 0, 1790000000000, 1790000000000);
INSERT INTO "operator_grant" VALUES ('ann', '*', 'admin', 68, '["emergency"]');
INSERT INTO "operator_grant" VALUES ('ann', 'dongcun', 'operator', 60, '[]');
INSERT INTO "room" VALUES ('centre', '镇指挥中心', 'hualong', 'centre');
INSERT INTO "room" VALUES ('dongcun-room', '东村值班室', 'dongcun', 'village');
INSERT INTO "session" VALUES ('session-1', X'0808080808080808080808080808080808080808080808080808080808080808', 'ann', 'centre', 1790000000000, 1790000000000, 1800000000000, '192.0.2.1', 'test', NULL, NULL);
INSERT INTO "setting" VALUES ('retention', '{"events":10000}', 1790000000000);
INSERT INTO "sign_in_attempt" VALUES ('name:bo', '{"tries":3,"lastTryAtMs":1790000000000}', 1790000000000);
INSERT INTO "sign_in_link" VALUES (X'0909090909090909090909090909090909090909090909090909090909090909', 'ann', 1790000000000, 1800000000000, NULL);
INSERT INTO "site" VALUES ('hualong', '化龙镇', NULL, 'Asia/Shanghai');
INSERT INTO "site" VALUES ('dongcun', '东村', 'hualong', NULL);
INSERT INTO "site" VALUES ('xicun', '西村', 'hualong', NULL);
INSERT INTO "speaker" VALUES ('d-1', '东村1号', 'dongcun', 23.03, 113.47, 'lan', 0, NULL, 250, NULL, X'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20', X'70616972776973652d6b65793a642d310a58595e5f5c5d52535051565754554a4b48494e4f4c4d42434041464744457a7b', X'030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122', 1, 1790000000000, 0, 1790000000000, 1790000000000, '$7$101$1');
INSERT INTO "speaker" VALUES ('d-2', '东村2号', 'dongcun', 23.031, 113.471, 'wan', 0, 90, 250, NULL, NULL, NULL, NULL, 0, NULL, 0, 1790000000000, 1790000000000, NULL);
INSERT INTO "speaker" VALUES ('x-1', '西村1号', 'xicun', 23.04, 113.46, 'lan', -6, NULL, 250, NULL, NULL, NULL, NULL, 0, NULL, 0, 1790000000000, 1790000000000, NULL);
INSERT INTO "speaker_status" VALUES ('d-1', '00112233aabbccdd', 1, '{"firmware":"sim"}', 1790000000000, NULL, NULL, 1790000000000);
INSERT INTO "token" VALUES ('token-1', 'camera', X'0707070707070707070707070707070707070707070707070707070707070707', 'ann', '{"acts":["play"],"sites":null,"maxPriority":40,"permissions":[]}', 1790000000000, 1800000000000, NULL, NULL, NULL);
INSERT INTO "zone" VALUES ('river', '河堤', 'hualong');
INSERT INTO "zone_speaker" VALUES ('river', 'd-1');
INSERT INTO "zone_speaker" VALUES ('river', 'x-1');
CREATE INDEX `audit_at` ON `audit` (`at_ms`);
CREATE INDEX `broadcast_open` ON `broadcast` (`ended_at_ms`);
CREATE INDEX `broadcast_site_site` ON `broadcast_site` (`site`);
CREATE INDEX `broadcast_speaker_speaker` ON `broadcast_speaker` (`speaker`);
CREATE INDEX `broadcast_started` ON `broadcast` (`started_at_ms`,`id`);
CREATE INDEX `camera_site` ON `camera` (`site`);
CREATE INDEX `event_at` ON `event` (`at_ms`);
CREATE INDEX `operator_grant_site` ON `operator_grant` (`site`);
CREATE UNIQUE INDEX `operator_name` ON `operator` (`name`);
CREATE UNIQUE INDEX `session_hash` ON `session` (`hash`);
CREATE INDEX `session_operator` ON `session` (`operator`);
CREATE INDEX `site_parent` ON `site` (`parent`);
CREATE INDEX `speaker_name` ON `speaker` (`name`);
CREATE INDEX `speaker_site` ON `speaker` (`site`);
CREATE UNIQUE INDEX `token_hash` ON `token` (`hash`);
CREATE INDEX `token_operator` ON `token` (`operator`);
CREATE INDEX `zone_speaker_speaker` ON `zone_speaker` (`speaker`);
CREATE TRIGGER `audit_no_delete` BEFORE DELETE ON `audit`
BEGIN
	SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER `audit_no_update` BEFORE UPDATE ON `audit`
BEGIN
	SELECT RAISE(ABORT, 'the audit is append-only');
END;
COMMIT;
