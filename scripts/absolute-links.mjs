/** Makes relative links of a document absolute, for readers who have it outside of the repository, as on the page of a registry. */
import { posix } from 'node:path';

/** Outside of blocks of code, in which brackets mean something else. */
const BLOCKS = /(^ *```[\s\S]*?^ *```$)/m;
const LINK = /(!?)\[([^\]]*)\]\(([^()\s:#]+)(#[^()\s]*)?\)/g;

/**
 * @param text the document
 * @param document its path in the repository
 * @param repository as `repository.url` of a manifest says it
 * @param isThere whether the reader has this path, too; such links stay as they are
 */
export function absoluteLinks(text, document, repository, isThere = () => false) {
  const address = repository.replace(/^git\+/, '').replace(/\.git$/, '');
  return text
    .split(BLOCKS)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(LINK, absolute)))
    .join('');

  function absolute(link, image, words, to, anchor = '') {
    const path = posix.join(posix.dirname(document), to);
    return isThere(path) ? link : `${image}[${words}](${address}/${image === '' ? 'blob' : 'raw'}/HEAD/${path}${anchor})`;
  }
}
