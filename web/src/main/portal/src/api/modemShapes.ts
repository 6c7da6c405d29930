export interface MessageMemory {
  readonly name: string;
  readonly used: number;
  readonly total: number;
  readonly full: boolean;
}

export interface Modem {
  readonly name: string;
  readonly kind?: 'module' | 'voice' | null;
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
  readonly messages?: MessageMemory | null;
  readonly calling: boolean;
}

export interface Message {
  readonly id: number;
  readonly from: string;
  readonly text: string;
  readonly sent?: string | null;
  readonly missing: number;
}
