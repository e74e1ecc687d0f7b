/**
 * Whether somebody signed in on this device: the portal then asks for the session, whose token its requests need. The
 * portal of everybody else asks for nothing.
 */
const PLACE = 'massline.signed-in';

export function markSigned(signed: boolean): void {
  try {
    if (signed) localStorage.setItem(PLACE, '1');
    else localStorage.removeItem(PLACE);
  } catch {
    // Without storage the portal takes everybody for signed out.
  }
}

export function isMarkedSigned(): boolean {
  try {
    return localStorage.getItem(PLACE) === '1';
  } catch {
    return false;
  }
}
