import {
  Divider,
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
} from '@patternfly/react-core';
import { useState, type Ref } from 'react';
import type { Role } from '../api/shapes';
import { useMe } from './session';
import { useTheme } from './theme';

const ROLE_NAMES: Record<Role, string> = {
  ADMIN: 'Administrator',
  AGENT: 'Agent',
  FINANCE: 'Finance',
  PAYER: 'Payer',
};

export function AccountMenu() {
  const me = useMe();
  const [open, setOpen] = useState(false);
  const [theme, chooseTheme] = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  const name = me.name || me.email;
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'right' }}
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle ref={ref} isExpanded={open} variant="plainText" onClick={() => setOpen(!open)}>
          <span className="ml-account-name">{name}</span>
          <span className="ml-account-role">{ROLE_NAMES[me.role]}</span>
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem isDisabled description={me.email}>
          {me.tenant.name}
        </DropdownItem>
        <Divider component="li" />
        <DropdownItem onClick={() => chooseTheme(other)}>
          {other === 'dark' ? 'Dark colours' : 'Light colours'}
        </DropdownItem>
        <DropdownItem to="/logout">Sign out</DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
