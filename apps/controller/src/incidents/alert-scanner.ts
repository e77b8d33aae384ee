import { MOST_EVENT_CHARACTERS } from "@dalaba/core/camera-event";

const BEGIN = "<EventNotificationAlert";
const END = "</EventNotificationAlert>";

/**
 * Finds the alerts in an ISAPI alertStream, whatever stands between them: boundaries, headers, pictures, junk. What is no
 * alert is not kept, and an alert that does not end is given up at twice the length of an event.
 */
export class AlertScanner {
  private kept = "";

  /** The alerts that are complete with this text, in their order. */
  push(text: string): readonly string[] {
    this.kept += text;
    const found: string[] = [];
    for (let end = this.kept.indexOf(END); end >= 0; end = this.kept.indexOf(END)) {
      const begin = this.kept.lastIndexOf(BEGIN, end);
      if (begin >= 0) found.push(this.kept.slice(begin, end + END.length));
      this.kept = this.kept.slice(end + END.length);
    }
    const begin = this.kept.indexOf(BEGIN);
    // A mark may be cut in two between one text and the next.
    if (begin < 0) this.kept = this.kept.slice(-BEGIN.length);
    else if (this.kept.length - begin > 2 * MOST_EVENT_CHARACTERS) this.kept = "";
    else this.kept = this.kept.slice(begin);
    return found;
  }
}
