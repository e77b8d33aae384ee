export { AnnouncementBook, saidBy } from "./announcement-book";
export { dryRunFacts } from "./dry-run-facts";
export { type OccurrencePlayer, occurrencePlayer } from "./occurrence-player";
export { keepQuietHours, readQuietHours } from "./quiet-hours-setting";
export { ScheduleBook } from "./schedule-book";
export { ScheduleDriver } from "./schedule-driver";
export { seedCalendar } from "./seed-calendar";
