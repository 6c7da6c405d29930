export interface Modem {
  readonly name: string;
  readonly port: string;
  readonly number: string;
  readonly state: string;
  readonly sentence: string;
  readonly why: string;
  readonly since: string;
  readonly model?: string | null;
  readonly network?: string | null;
  readonly signal?: number | null;
  readonly lastError?: string | null;
  readonly calling: boolean;
}
