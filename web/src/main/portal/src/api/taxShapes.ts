import type { Money } from './shapes';

/** The tax that an amount contains; the rate is a part of the net amount. */
export interface Tax {
  readonly country: string;
  readonly rate: string;
  readonly amount: Money;
}

export interface TaxStep {
  readonly by: string;
  readonly at: string;
}

/** Days are whole; `until` is the first one without it. */
export interface TaxRate {
  readonly id: string;
  readonly country: string;
  readonly taxClass: string;
  readonly rate: string;
  readonly from: string;
  readonly until: string | null;
  readonly added: TaxStep;
  readonly ended: TaxStep | null;
}

export interface TaxGap {
  readonly country: string;
  readonly taxClass: string;
  readonly from: string;
}

export interface TaxRates {
  readonly items: readonly TaxRate[];
  readonly gaps: readonly TaxGap[];
}

/** Whether the tax in calls that are bought is deducted. */
export interface InputTax {
  readonly deducted: boolean;
}
