import { ExpandableRowContent, Tbody, Td, Tr } from '@patternfly/react-table';
import { Children, useState, type ReactNode } from 'react';

interface Props {
  /** Such as "journal"; tells the toggles of one page's tables apart. */
  readonly kind: string;
  readonly row: number;
  /** Shown below the row once it is opened; nothing to open without it. */
  readonly more: ReactNode;
  readonly opened?: boolean;
  /** The cells. */
  readonly children: ReactNode;
}

/** A row that opens; it is a body of its table by itself. */
export function ExpandableRow({ kind, row, more, opened = false, children }: Props) {
  const [open, setOpen] = useState(opened);
  return (
    <Tbody isExpanded={open}>
      <Tr>
        {more ? (
          <Td
            expand={{
              rowIndex: row,
              isExpanded: open,
              onToggle: () => setOpen(!open),
              expandId: kind,
            }}
          />
        ) : (
          <Td />
        )}
        {children}
      </Tr>
      {more && (
        <Tr isExpanded={open}>
          <Td colSpan={1 + Children.count(children)}>
            {open && <ExpandableRowContent>{more}</ExpandableRowContent>}
          </Td>
        </Tr>
      )}
    </Tbody>
  );
}
