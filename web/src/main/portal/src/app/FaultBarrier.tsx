import { Component, type ReactNode } from 'react';
import { ListFault } from '../parts/ListFault';

/** Keeps a fault of one page from taking the whole portal down (a new release also removes old chunks). */
export class FaultBarrier extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error === null ? (
      this.props.children
    ) : (
      <ListFault
        what="this page"
        error={this.state.error}
        onRetry={() => window.location.reload()}
      />
    );
  }
}
