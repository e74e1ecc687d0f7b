import qrcode from 'qrcode-generator';

interface Props {
  text: string;
  /** Read out in place of the picture. */
  label: string;
}

const QUIET = 4;  // modules of white around it, as the standard asks

/** A QR code, drawn here: what it holds leaves the page for nobody. */
export function QrCode({ text, label }: Props) {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const lines: string[] = [];
  for (let row = 0; row < count; ++row) {
    for (let column = 0; column < count; ++column) {
      if (code.isDark(row, column)) lines.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
    }
  }
  const size = count + 2 * QUIET;
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={lines.join('')} fill="#000" />
    </svg>
  );
}
