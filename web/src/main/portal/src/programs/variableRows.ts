export interface VariableRow {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

export function rowsOf(variables: Readonly<Record<string, string>>): readonly VariableRow[] {
  return Object.entries(variables).map(([name, value], id) => ({ id, name, value }));
}

/** The variables that rows mean, or the complaint about them. Rows without a name and value count for nothing. */
export function variablesOf(
  rows: readonly VariableRow[],
): { variables: Record<string, string> } | { complaint: string } {
  const variables: Record<string, string> = {};
  for (const { name, value } of rows) {
    if (name === '' && value === '') {
      continue;
    }
    if (!/^([A-Za-z_][A-Za-z0-9_]{0,63}|CHANNEL\(language\))$/.test(name)) {
      return {
        complaint: `“${name}” cannot be a name: letters, digits and underscores, not a digit first; or CHANNEL(language).`,
      };
    }
    if (Object.hasOwn(variables, name)) {
      return { complaint: `“${name}” is there twice.` };
    }
    variables[name] = value;
  }
  return { variables };
}
