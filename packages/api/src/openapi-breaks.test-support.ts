/** A JSON value of an OpenAPI document. */
type Node = unknown;
type Tree = Readonly<Record<string, Node>>;
/** `in`: what a client sends, which may not be asked more of. `out`: what it gets, which may not be given less of. */
type Direction = "in" | "out";

/**
 * What a client written for `before` would find broken in `after`, one line each; empty when it would notice nothing.
 * Additions break nobody: routes, optional members of requests, members of answers, codes.
 */
export function openapiBreaks(before: Tree, after: Tree): readonly string[] {
  const breaks: string[] = [];
  const paths = tree(after.paths);
  for (const [path, operations] of Object.entries(tree(before.paths))) {
    for (const [method, operation] of Object.entries(tree(operations))) {
      const now = tree(tree(paths[path])[method]);
      const name = `${method.toUpperCase()} ${path}`;
      if (Object.keys(now).length === 0) breaks.push(`${name}: is gone`);
      else breaks.push(...operationBreaks(name, tree(operation), now, before, after));
    }
  }
  return breaks;
}

function operationBreaks(name: string, was: Tree, now: Tree, before: Tree, after: Tree): string[] {
  const breaks: string[] = [];
  if (was.operationId !== now.operationId) breaks.push(`${name}: operationId changed`);
  if (JSON.stringify(was["x-right"]) !== JSON.stringify(now["x-right"]))
    breaks.push(`${name}: x-right changed`);
  const parameters = (operation: Tree) =>
    new Map(list(operation.parameters).map((one) => [`${tree(one).in} ${tree(one).name}`, tree(one)]));
  const present = parameters(now);
  for (const [key, one] of parameters(was)) {
    const found = present.get(key);
    if (!found) breaks.push(`${name}: the parameter ${key} is gone`);
    else breaks.push(...schemaBreaks(`${name} ${key}`, one.schema, found.schema, "in", before, after));
  }
  for (const [key, one] of present) {
    if (one.required === true && parameters(was).get(key)?.required !== true)
      breaks.push(`${name}: the parameter ${key} is required now`);
  }
  const body = (operation: Tree) => tree(tree(operation.requestBody).content);
  breaks.push(...contentBreaks(`${name} body`, body(was), body(now), "in", before, after));
  for (const [status, response] of Object.entries(tree(was.responses))) {
    const found = tree(tree(now.responses)[status]);
    if (Object.keys(found).length === 0) breaks.push(`${name}: the answer ${status} is gone`);
    const content = (one: Tree) => tree(one.content);
    breaks.push(
      ...contentBreaks(`${name} ${status}`, content(tree(response)), content(found), "out", before, after),
    );
  }
  return breaks;
}

function contentBreaks(
  name: string,
  was: Tree,
  now: Tree,
  direction: Direction,
  before: Tree,
  after: Tree,
): string[] {
  return Object.entries(was).flatMap(([media, content]) =>
    now[media] === undefined
      ? [`${name}: ${media} is gone`]
      : schemaBreaks(name, tree(content).schema, tree(now[media]).schema, direction, before, after),
  );
}

function schemaBreaks(
  name: string,
  was: Node,
  now: Node,
  direction: Direction,
  before: Tree,
  after: Tree,
): string[] {
  const old = resolve(was, before);
  const fresh = resolve(now, after);
  const deeper = (at: string, a: Node, b: Node): string[] =>
    schemaBreaks(`${name}.${at}`, a, b, direction, before, after);
  const breaks: string[] = [];
  if (typesOf(old) !== typesOf(fresh)) return [`${name}: was ${typesOf(old)}, is ${typesOf(fresh)}`];
  const gone = list(old.enum).filter((value) => !list(fresh.enum).includes(value));
  if (list(fresh.enum).length > 0 && gone.length > 0) breaks.push(`${name}: ${gone.join(", ")} is gone`);
  const required = (schema: Tree) => new Set(list(schema.required));
  for (const [member, schema] of Object.entries(tree(old.properties))) {
    const found = tree(fresh.properties)[member];
    if (found === undefined) breaks.push(`${name}.${member}: is gone`);
    else breaks.push(...deeper(member, schema, found));
    if (direction === "out" && required(old).has(member) && !required(fresh).has(member))
      breaks.push(`${name}.${member}: may be absent now`);
  }
  if (direction === "in") {
    for (const member of required(fresh))
      if (!required(old).has(member)) breaks.push(`${name}.${member}: is required now`);
  }
  if (old.items !== undefined) breaks.push(...deeper("items", old.items, fresh.items));
  for (const combined of ["anyOf", "oneOf", "allOf"] as const) {
    const variants = list(fresh[combined]);
    list(old[combined]).forEach((variant, index) => {
      breaks.push(...deeper(`${combined}${index}`, variant, variants[index]));
    });
  }
  return breaks;
}

function typesOf(schema: Tree): string {
  const { type } = schema;
  if (Array.isArray(type)) return [...type].sort().join("|");
  return typeof type === "string" ? type : "any";
}

/** Follows `$ref: "#/components/schemas/Name"`. */
function resolve(schema: Node, document: Tree): Tree {
  const ref = tree(schema).$ref;
  if (typeof ref !== "string") return tree(schema);
  let at: Node = document;
  for (const step of ref.replace(/^#\//, "").split("/")) at = tree(at)[step];
  return tree(at);
}

function tree(node: Node): Tree {
  return node !== null && typeof node === "object" && !Array.isArray(node) ? (node as Tree) : {};
}

function list(node: Node): readonly Node[] {
  return Array.isArray(node) ? node : [];
}
