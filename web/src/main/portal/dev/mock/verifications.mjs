// What became of callers' signatures.
export const VERIFICATIONS = [
  { status: 'passed', attestation: 'A', problem: null, words: 'verified A' },
  {
    status: 'failed',
    attestation: null,
    problem: 'wrong-signature',
    words: 'not verified: the signature does not fit',
  },
];
