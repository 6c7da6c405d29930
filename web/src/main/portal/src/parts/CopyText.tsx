import { Button, Tooltip } from '@patternfly/react-core';
import CheckIcon from '@patternfly/react-icons/dist/esm/icons/check-icon';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import { useState } from 'react';

/** `navigator.clipboard` is absent on plain-HTTP pages that are not on localhost. */
async function copy(text: string): Promise<void> {
  if ('clipboard' in navigator && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'pf-v6-screen-reader';
  (document.activeElement?.closest('[role=dialog]') ?? document.body).append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without a secure context
  document.execCommand('copy');
  area.remove();
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const onClick = () => {
    void copy(text).then(() => {
      setCopied(true);
      window.setTimeout(() => setCopied(false), 2000);
    });
  };
  return (
    <Tooltip
      content={copied ? 'Copied' : `Copy ${what}`}
      trigger="mouseenter"
      aria="none"
      aria-live="polite"
    >
      <Button
        variant="plain"
        size="sm"
        hasNoPadding
        className="ml-copy"
        aria-label={copied ? `Copied ${what}` : `Copy ${what}`}
        icon={copied ? <CheckIcon /> : <CopyIcon />}
        onClick={onClick}
      />
    </Tooltip>
  );
}

/** Text to be typed elsewhere, exactly. */
export function CopyText({ text, what }: { text: string; what: string }) {
  return (
    <span className="ml-copytext">
      <code>{text}</code> <CopyButton text={text} what={what} />
    </span>
  );
}
