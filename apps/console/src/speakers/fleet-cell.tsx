import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Age } from "../kit/age";
import { SpeakerMark } from "../kit/speaker-mark";
import type { FleetColumn, FleetRow } from "./fleet-rows";

/** One field of one speaker in the list. */
export function fleetCell(row: FleetRow, column: FleetColumn) {
  return <FleetCell row={row} column={column} />;
}

function FleetCell({ row, column }: { readonly row: FleetRow; readonly column: FleetColumn }) {
  const { t } = useTranslation();
  switch (column) {
    case "name":
      return (
        <Link to={`/speakers/${row.id}`} tabIndex={-1} title={row.id}>
          {row.name}
        </Link>
      );
    case "state":
      return <SpeakerMark state={row.state} />;
    case "seen":
      return <Age atMs={row.seenAtMs} />;
    case "delayClass":
      return <span>{t(`speakers.delayClass.${row.delayClass}`)}</span>;
    case "level":
      return <span>{t("speakers.db", { db: row.levelDb })}</span>;
    case "zones":
      return <span title={row.zones}>{row.zones}</span>;
    default:
      return <span>{row[column] ?? ""}</span>;
  }
}
