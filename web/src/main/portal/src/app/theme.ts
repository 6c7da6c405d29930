import { useEffect, useState } from 'react';

const CHOICE = 'meterline.theme';
const DARK = window.matchMedia('(prefers-color-scheme: dark)');

export type Theme = 'light' | 'dark';

function chosen(): Theme | null {
  const value = localStorage.getItem(CHOICE);
  return value === 'light' || value === 'dark' ? value : null;
}

function show(theme: Theme): void {
  document.documentElement.classList.toggle('pf-v6-theme-dark', theme === 'dark');
}

function current(): Theme {
  return chosen() ?? (DARK.matches ? 'dark' : 'light');
}

/** Before the first picture, so that nothing flashes. */
export function showTheme(): void {
  show(current());
}

/** The theme of the system until somebody chooses one here. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(current);
  useEffect(() => show(theme), [theme]);
  useEffect(() => {
    const follow = () => setTheme(current());
    DARK.addEventListener('change', follow);
    return () => DARK.removeEventListener('change', follow);
  }, []);
  const choose = (next: Theme) => {
    localStorage.setItem(CHOICE, next);
    setTheme(next);
  };
  return [theme, choose];
}
