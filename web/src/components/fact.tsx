import type { ReactNode } from 'react';

/** A line of a list of facts; nothing where there is nothing to say. */
export function Fact({ title, children }: { title: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
