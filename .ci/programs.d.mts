export interface Program {
  name: string;
  debian: string;
  files?: string[];
}
export const realPrograms: Program[];
