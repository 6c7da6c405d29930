import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core';
import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import { FaultWords } from './Fault';

interface Notice {
  readonly id: number;
  readonly variant: 'success' | 'danger';
  readonly title: string;
  readonly error?: unknown;
}

interface Notices {
  readonly done: (title: string) => void;
  readonly failed: (title: string, error: unknown) => void;
}

const NoticesContext = createContext<Notices>({ done: () => undefined, failed: () => undefined });
let count = 0;

/** Short words about what was done, read out and shown in a corner. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const add = useCallback((notice: Omit<Notice, 'id'>) => {
    setNotices((before) => [...before, { ...notice, id: ++count }]);
  }, []);
  const [value] = useState<Notices>({
    done: (title) => add({ variant: 'success', title }),
    failed: (title, error) => add({ variant: 'danger', title, error }),
  });
  const remove = (id: number) => setNotices((before) => before.filter((each) => each.id !== id));
  return (
    <NoticesContext value={value}>
      {children}
      <AlertGroup isToast isLiveRegion>
        {notices.map(({ id, variant, title, error }) => (
          <Alert
            key={id}
            variant={variant}
            title={title}
            timeout={variant === 'success' ? 6000 : 15000}
            onTimeout={() => remove(id)}
            actionClose={<AlertActionCloseButton title={title} onClose={() => remove(id)} />}
          >
            {error !== undefined && <FaultWords error={error} />}
          </Alert>
        ))}
      </AlertGroup>
    </NoticesContext>
  );
}

export function useNotices(): Notices {
  return useContext(NoticesContext);
}
