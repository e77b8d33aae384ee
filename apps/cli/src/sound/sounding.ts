import { CHIMES } from "@dalaba/protocol";
import { type Command, Option } from "commander";
import { RECEIPTS_S } from "../broadcast-result";
import { collect, decimal, whole } from "../options";

/** What every command takes that makes speakers sound. */
export function sounding(command: Command): Command {
  return command
    .option(
      "--to <target>",
      "all, site:S, zone:Z, speaker:ID, near:LAT,LON[:METRES]; repeat, or join with +",
      collect,
    )
    .addOption(new Option("--chime <name>", "a tone before the first word").choices(CHIMES).default("none"))
    .option("--why <text>", "the reason; kept with the broadcast and in the audit")
    .option("--incident <id>", "the incident that it is about: it is yours then")
    .option("--room <id>", "the room you speak from, when it is not your session's")
    .addOption(
      new Option("--night <scope>", "sound in quiet hours too; needs --why")
        .choices(["no", "yes", "wide"])
        .default("no"),
    )
    .option("--gain <dB>", "-60 to 0, below the speakers' own level", decimal(-60, 0), 0)
    .option(
      "--wait [seconds]",
      "wait this long where something equal or higher sounds; without a number: for the receipts, as always",
      whole(0, 600),
      0,
    )
    .option("--all-or-nothing", "say nothing where one target would not sound it now")
    .option("--receipts <seconds>", "how long to wait for the receipts", whole(0, 3_600), RECEIPTS_S)
    .option("--dry-run", "say who would be reached and what it would interrupt, and be silent");
}
