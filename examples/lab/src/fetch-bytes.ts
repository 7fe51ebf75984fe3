/**
 * The bytes of a file that belongs to the page.
 * @throws Error if it does not come.
 */
export async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} did not come: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
