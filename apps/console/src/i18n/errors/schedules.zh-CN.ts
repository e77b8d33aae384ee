/** Announcements, schedules, their calendars, and iCalendar files. */
export const scheduleErrors = {
  "announcement-unknown": { title: "没有这个节目，或者它已被删除", next: "请重新选择；已删除的可以恢复。" },
  "announcement-in-use": { title: "还有定时或联动要用到这个节目", next: "请先修改或删除它们。" },
  "schedule-unknown": { title: "没有这个定时", next: "它可能已被删除，请重新选择。" },
  "schedule-changed": { title: "别人刚刚修改了这个定时", next: "请重新打开，在最新内容上修改。" },
  "schedule-invalid": { title: "定时里有一项看不懂", next: "请更正下方指出的那一项。" },
  "schedule-too-dense": { title: "这条规则重复得太多", next: "请减少次数，或设定结束日期。" },
  "rrule-invalid": { title: "这不是有效的重复规则", next: "请重新设置重复方式。" },
  "rrule-too-often": { title: "重复得比每小时一次还勤", next: "最多每小时一次。" },
  "calendar-unknown": { title: "没有这个节假日历", next: "请重新选择。" },
  "calendar-in-use": { title: "还有定时在用这个节假日历", next: "请先修改那些定时。" },
  "calendar-invalid": { title: "节假日历里有一项看不懂", next: "请更正下方指出的日期或内容。" },
  "ical-invalid": { title: "这不是日历文件", next: "请重新导出为 iCalendar（.ics）。" },
  "ical-too-large": { title: "日历文件太大", next: "请减少导出的事件或时间范围。" },
} as const;
