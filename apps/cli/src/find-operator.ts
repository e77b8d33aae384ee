import { type OperatorReply, routes } from "@dalaba/api";
import { CliFailure } from "./cli-failure";
import { type Connection, everyItem } from "./connection";
import { EXIT } from "./exit-code";

export function everyOperator(connection: Connection): Promise<OperatorReply[]> {
  return everyItem((page) =>
    connection.call(routes.operators.listOperators, {
      query: page,
    }),
  );
}

/** @throws `operator-unknown` with the names there are */
export async function findOperator(connection: Connection, name: string): Promise<OperatorReply> {
  const all = await everyOperator(connection);
  const wanted = name.normalize("NFC");
  const found = all.find((each) => each.name === wanted) ?? all.find(({ id }) => id === name);
  if (found) return found;
  throw new CliFailure("operator-unknown", `no operator ${name}`, {
    exit: EXIT.noTarget,
    next: "dalaba user ls",
    params: { names: all.slice(0, 20).map((each) => each.name) },
  });
}

export function grantsText({ grants }: Pick<OperatorReply, "grants">): string {
  return grants
    .map(({ role, site, maxPriority, permissions }) => {
      const more = permissions.map((each) => `, ${each}`).join("");
      return `${role} at ${site} (to ${maxPriority}${more})`;
    })
    .join("; ");
}
