/** A file or folder could not be written, for a reason outside this program. The message names it and the reason. */
export class StorageError extends Error {
  override name = 'StorageError';
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of disk space is used up',
  EFBIG: 'the file would be larger than allowed',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  EISDIR: 'there is a folder of this name',
  EIO: 'the disk reports an error',
};

/** What `action` returns. @throws StorageError for an error of the file system, about `path`. */
export async function storing<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof StorageError) throw error;
    const reason = Object.hasOwn(reasons, code) ? `${reasons[code]} (${code})` : message;
    throw new StorageError(`cannot write "${path}": ${reason}`, { cause: error });
  }
}
