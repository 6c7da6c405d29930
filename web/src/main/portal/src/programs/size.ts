export const LIMIT_BYTES = 5 * 1024 * 1024;

/** "812 B", "3.4 KiB", "1.25 MiB". */
export function formatSize(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  return bytes < 1024 * 1024
    ? `${(bytes / 1024).toFixed(1)} KiB`
    : `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
}

/** Why a file cannot be a program, or nothing. */
export function complaintAboutFile(file: { readonly size: number }): string | null {
  if (file.size === 0) {
    return 'This file is empty.';
  }
  return file.size > LIMIT_BYTES
    ? `This file has ${formatSize(file.size)}; a program may have ${formatSize(LIMIT_BYTES)} at most.`
    : null;
}
