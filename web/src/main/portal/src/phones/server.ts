import { useMe } from '../app/session';

const SIP_PORT = 5060;

export interface SipServer {
  readonly domain: string;
  readonly udpTcp: string;
  readonly tls: string | null;
}

/** Where a phone registers: as the server says, else the host this page came from. */
export function useServer(): SipServer {
  const { tenant, sip } = useMe();
  const host = sip?.host ?? window.location.hostname;
  const tlsPort = sip?.tlsPort || null;
  return {
    domain: tenant.domain,
    udpTcp: `${host}:${sip?.port ?? SIP_PORT}`,
    tls: tlsPort === null ? null : `${host}:${tlsPort}`,
  };
}
