import type { Direction, NumberRule, Signing, Trunk, Unverified } from '../api/trunkShapes';
import { routesIn, routesInText } from './emergencyRoutes';
import { NO_WHOLE_NUMBER, wholeNumberIn } from '../parts/wholeNumber';

/** A trunk as it is typed. */
export interface TrunkDraft {
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly transport: string;
  readonly enabled: boolean;
  readonly prefixes: string;
  readonly preference: string;
  readonly weight: string;
  readonly callsLimit: string;
  readonly callsPerSecond: string;
  readonly codecs: string;
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  readonly registers: boolean;
  readonly trusted: boolean;
  readonly refers: boolean;
  readonly everybody: boolean;
  readonly emergency: boolean;
  /** Whether it is told from where help is called. */
  readonly told: boolean;
  /** Whether calls go where it sends them on to. */
  readonly follows: boolean;
  /** Whether it may transfer who talks to it. */
  readonly transfers: boolean;
  /** Countries with a preference and numbers: `DE 10 112=+4930112; GB`. */
  readonly emergencyRoutes: string;
  readonly carrierId: string;
  readonly signing: Signing;
  readonly unverified: Unverified;
  readonly rewriting: Readonly<Record<Direction, NumberRule>>;
}

const AS_IS: NumberRule = { form: 'AS_IS', strip: '', add: '' };

const EMPTY: TrunkDraft = {
  name: '',
  host: '',
  port: '',
  transport: 'udp',
  enabled: true,
  prefixes: '',
  preference: '100',
  weight: '0',
  callsLimit: '',
  callsPerSecond: '',
  codecs: '',
  user: '',
  password: '',
  domain: '',
  registers: false,
  trusted: true,
  refers: false,
  everybody: false,
  emergency: false,
  told: false,
  follows: false,
  transfers: false,
  emergencyRoutes: '',
  carrierId: '',
  signing: 'NONE',
  unverified: 'MARKED',
  rewriting: { called: AS_IS, caller: AS_IS, calledIn: AS_IS, callerIn: AS_IS },
};

export function draftOf(trunk?: Trunk): TrunkDraft {
  return trunk === undefined
    ? EMPTY
    : {
        ...trunk,
        port: trunk.port === null ? '' : String(trunk.port),
        prefixes: trunk.prefixes.join(' '),
        preference: String(trunk.preference),
        weight: String(trunk.weight),
        callsLimit: trunk.callsLimit === null ? '' : String(trunk.callsLimit),
        callsPerSecond: trunk.callsPerSecond === null ? '' : String(trunk.callsPerSecond),
        codecs: trunk.codecs?.join(' ') ?? '',
        user: trunk.user ?? '',
        password: '',
        domain: trunk.domain === trunk.host ? '' : (trunk.domain ?? ''),
        carrierId: trunk.carrierId ?? '',
        emergencyRoutes: routesInText(trunk.emergencyRoutes),
      };
}

const words = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== '');
const count = (text: string) => wholeNumberIn(text) ?? null;
const said = (text: string) => text.trim() || null;

/** The body the server takes: what is empty is null, and an empty password stays as it is. */
export function bodyOf(draft: TrunkDraft) {
  return {
    name: draft.name.trim(),
    host: draft.host.trim(),
    port: count(draft.port),
    transport: draft.transport,
    enabled: draft.enabled,
    prefixes: words(draft.prefixes).map((prefix) => prefix.replace(/^(\+|00)/, '')),
    preference: count(draft.preference),
    weight: count(draft.weight),
    callsLimit: count(draft.callsLimit),
    callsPerSecond: count(draft.callsPerSecond),
    codecs: draft.codecs.trim() === '' ? null : words(draft.codecs),
    user: said(draft.user),
    password: draft.password || null,
    domain: said(draft.domain),
    registers: draft.registers && said(draft.user) !== null,
    trusted: draft.trusted,
    refers: draft.refers,
    everybody: draft.everybody,
    emergency: draft.emergency,
    told: draft.told,
    follows: draft.follows,
    transfers: draft.transfers,
    emergencyRoutes: routesIn(draft.emergencyRoutes) ?? [],
    carrierId: said(draft.carrierId),
    signing: draft.signing,
    unverified: draft.unverified,
    rewriting: draft.rewriting,
  };
}

const COUNTS = ['preference', 'weight', 'callsLimit', 'callsPerSecond'] as const;

/** Why the draft cannot be sent yet, by field; nothing when it can. */
export function complaintsAbout(draft: TrunkDraft): Partial<Record<keyof TrunkDraft, string>> {
  return {
    ...(!/^[a-z0-9][a-z0-9-]{0,62}$/.test(draft.name.trim()) && {
      name: 'Use a-z, 0-9 and -, for example sipgate-berlin.',
    }),
    ...(routesIn(draft.emergencyRoutes) === null && {
      emergencyRoutes: 'Use such as DE 10 112=+4930112; GB 20.',
    }),
    ...(draft.host.trim() === '' && { host: 'Enter a host name or an address.' }),
    ...(!/^[0-9]{0,5}$/.test(draft.port.trim()) && { port: 'Enter a port, or nothing.' }),
    ...Object.fromEntries(
      COUNTS.filter((field) => wholeNumberIn(draft[field]) === null).map((field) => [
        field,
        NO_WHOLE_NUMBER,
      ]),
    ),
  };
}
