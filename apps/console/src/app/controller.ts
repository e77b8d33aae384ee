import { type Answer, createClient, type Problem, routes } from "@dalaba/api/browser";

/** The controller that served this page; the session's cookie goes along by itself. */
export const controller = createClient({ baseUrl: window.location.origin });
export { routes };

/** What a refused request becomes where a value was wanted: caught by the query that asked, shown by its code. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly status: number;
  constructor(problem: Problem, status: number) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
    this.status = status;
  }
}

/** The value, or a `ProblemError`: for queries, which tell success from failure by throwing. */
export async function valueIn<T>(answer: Promise<Answer<T>>): Promise<T> {
  const got = await answer;
  if (got.ok) return got.value;
  throw new ProblemError(got.problem, got.status);
}

/** The problem in whatever was thrown; anything that is none is our own fault. */
export function problemIn(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: "", title: "", status: 0, code: "our-fault", detail, params: {}, next: "" };
}

/** Every page of a list, 500 at a time. */
export async function everyPage<T>(
  page: (
    after: string | undefined,
  ) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await page(after);
    all.push(...items);
    after = next ?? undefined;
  } while (after !== undefined);
  return all;
}
