export { planReply } from "./plan-reply";
export { TOWN_MEDIA, type TownImport, type TownMedia } from "./read-import";
export { TownActs } from "./town-acts";
