import type { PreflightReply, TalkHolder } from "@dalaba/api";

/** What would happen, line by line; nothing worth a line is left out. */
export function preflightText({
  ready,
  targets,
  muted,
  quiet,
  busy,
  interrupts,
  ...rest
}: PreflightReply): string[] {
  const before =
    rest.firstSoundMs === null ? "" : `; the last one sounded after ${Math.round(rest.firstSoundMs)} ms`;
  return [
    `${ready} of ${targets} would sound it now, at priority ${rest.priority}${before}`,
    ...busy.map(({ holder, waits, speakers }) => {
      const then = waits ? "would wait for" : "busy with";
      return `  ${speakers.length} ${then} ${faceText(holder)}`;
    }),
    ...(muted.length > 0 ? [`  ${muted.length} muted: ${muted.join(", ")}`] : []),
    ...(quiet.length > 0 ? [`  ${quiet.length} in quiet hours: ${quiet.join(", ")}`] : []),
    ...interrupts.map(({ broadcast, does, speakers, sites }) => {
      const where = `at ${speakers.length} in ${sites.join(", ")}`;
      return `  ${DOES[does]} ${faceText(broadcast)} ${where}${AFTER[does]}`;
    }),
  ];
}

const DOES = { ends: "ends", ducks: "plays over", suspends: "interrupts" } as const;
const AFTER = {
  ends: "",
  ducks: ", which goes on 18 dB lower",
  suspends: ", which goes on afterwards",
} as const;

function faceText({ kind, actor, to, priority }: PreflightReply["busy"][number]["holder"]): string {
  return `${actor.name}'s ${kind} to ${to} (priority ${priority})`;
}

/** `; 3 busy: 李, site:dongcun, 12 s`: who else speaks there, and for how long already. */
export function busyText(busy: readonly TalkHolder[] = []): string {
  if (busy.length === 0) return "";
  const all = busy.reduce((sum, { speakers }) => sum + speakers, 0);
  const who = busy.map(({ by, to, forMs }) => `${by}, ${to}, ${Math.round(forMs / 1000)} s`);
  return `; ${all} busy: ${who.join("; ")}`;
}
