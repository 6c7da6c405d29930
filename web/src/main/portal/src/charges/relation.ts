import type { ChargeRelation } from '../api/ledgerShapes';

export const RELATIONS: Readonly<Record<ChargeRelation, string>> = {
  RETAIL: 'Retail',
  WHOLESALE: 'Wholesale',
  COST: 'Cost',
};

/** Who pays whom. */
export const WHO_PAYS: Readonly<Record<ChargeRelation, string>> = {
  RETAIL: 'Retail: the payer pays the tenant',
  WHOLESALE: 'Wholesale: the tenant pays the operator',
  COST: 'Cost: the operator owes the carrier',
};
