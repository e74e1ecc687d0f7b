import { Link } from '@tanstack/react-router';
import { useOrganisationName } from '../api/queries';
import { Mark } from './mark';

/** Whose pages these are, leading to their first. */
export function OrganisationLink({ to }: { to: '/' | '/work/inbox' }) {
  const name = useOrganisationName();
  return (
    <Link to={to} className="organisation">
      <Mark />
      <span className={name ? undefined : 'usa-sr-only'}>{name ?? 'massline'}</span>
    </Link>
  );
}
