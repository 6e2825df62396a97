package io.sluice.rtp.srtp.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The functions of libcrypto we call. Initialising this class fails where the library or one of
/// its functions is missing; [OpenSsl] finds out.
///
/// What runs per packet are *critical* calls: they take at most some microseconds and cost 3 ns
/// instead of 8. Addresses are plain numbers, so that no segment has to be made per call; whoever
/// calls has checked them with [#address].
final class LibCrypto {
    static final String LIBRARY = "libcrypto.so.3";

    /// Of EVP_CIPHER_CTX_ctrl.
    static final int GET_TAG = 0x10;

    static final int SET_TAG = 0x11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);
    private static final FunctionDescriptor UPDATE =
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final FunctionDescriptor INIT =
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle VERSION =
            function("OpenSSL_version_num", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle CIPHER_FETCH =
            function(
                    "EVP_CIPHER_fetch",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CONTEXT_NEW =
            function("EVP_CIPHER_CTX_new", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle CONTEXT_FREE =
            function("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle ENCRYPT_INIT = critical("EVP_EncryptInit_ex", INIT);
    private static final MethodHandle ENCRYPT_UPDATE = critical("EVP_EncryptUpdate", UPDATE);
    private static final MethodHandle ENCRYPT_FINAL =
            critical(
                    "EVP_EncryptFinal_ex",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle DECRYPT_INIT = critical("EVP_DecryptInit_ex", INIT);
    private static final MethodHandle DECRYPT_UPDATE = critical("EVP_DecryptUpdate", UPDATE);
    private static final MethodHandle DECRYPT_FINAL =
            critical(
                    "EVP_DecryptFinal_ex",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CONTROL =
            critical(
                    "EVP_CIPHER_CTX_ctrl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SHA1_INIT =
            critical("SHA1_Init", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle SHA1_UPDATE =
            critical(
                    "SHA1_Update",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SHA1_FINAL =
            critical("SHA1_Final", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

    private LibCrypto() {}

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type);
    }

    private static MethodHandle critical(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type, CRITICAL);
    }

    /// The address of `[offset, offset + length)`, which must be living native memory.
    static long address(MemorySegment s, long offset, int length) {
        if (offset < 0 || length < 0 || offset > s.byteSize() - length) {
            throw new IndexOutOfBoundsException("outside of the segment");
        }
        if (!s.isNative() || !s.scope().isAlive()) {
            throw new IllegalArgumentException("needs native memory that is not freed");
        }
        return s.address() + offset;
    }

    /// 0xMNN00PP0: major, minor and patch.
    static long version() {
        try {
            return (long) VERSION.invokeExact();
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    /// A cipher that is looked up once: the lookup takes longer than a packet.
    static long cipher(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long cipher =
                    (long) CIPHER_FETCH.invokeExact(0L, arena.allocateFrom(name).address(), 0L);
            if (cipher == 0) {
                throw new IllegalStateException("libcrypto has no " + name);
            }
            return cipher;
        } catch (RuntimeException missing) {
            throw missing;
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    /// A context with its key, which the arena wipes and frees.
    static long context(Arena arena, long cipher, byte[] key, boolean encrypt) {
        long context = newContext(arena);
        try (Arena local = Arena.ofConfined()) {
            MemorySegment bytes = local.allocateFrom(ValueLayout.JAVA_BYTE, key);
            init(context, cipher, bytes.address(), 0, encrypt);
            bytes.fill((byte) 0);
        }
        return context;
    }

    private static long newContext(Arena arena) {
        try {
            long context = (long) CONTEXT_NEW.invokeExact();
            if (context == 0) {
                throw new IllegalStateException("libcrypto is out of memory");
            }
            MemorySegment.ofAddress(context).reinterpret(arena, c -> free(c.address()));
            return context;
        } catch (RuntimeException refused) {
            throw refused;
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    private static void free(long context) {
        try {
            CONTEXT_FREE.invokeExact(context);
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    /// Begins the next message; 0 for cipher and key keeps those of before.
    static void init(long context, long cipher, long key, long iv, boolean encrypt) {
        try {
            CallResult.check(
                    encrypt
                            ? (int) ENCRYPT_INIT.invokeExact(context, cipher, 0L, key, iv)
                            : (int) DECRYPT_INIT.invokeExact(context, cipher, 0L, key, iv));
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    /// @param out 0 to authenticate only
    /// @param written where the length goes
    static void update(long context, long out, long written, long in, int length, boolean encrypt) {
        try {
            CallResult.check(
                    encrypt
                            ? (int) ENCRYPT_UPDATE.invokeExact(context, out, written, in, length)
                            : (int) DECRYPT_UPDATE.invokeExact(context, out, written, in, length));
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    static void finishEncryption(long context, long out, long written) {
        try {
            CallResult.check((int) ENCRYPT_FINAL.invokeExact(context, out, written));
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    /// Whether the tag is right.
    static boolean finishDecryption(long context, long out, long written) {
        try {
            return (int) DECRYPT_FINAL.invokeExact(context, out, written) == CallResult.OK;
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    static void control(long context, int what, int length, long address) {
        try {
            CallResult.check((int) CONTROL.invokeExact(context, what, length, address));
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    static void sha1Init(long state) {
        try {
            CallResult.check((int) SHA1_INIT.invokeExact(state));
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    static void sha1Update(long state, long data, long length) {
        try {
            CallResult.check((int) SHA1_UPDATE.invokeExact(state, data, length));
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    static void sha1Final(long digest, long state) {
        try {
            CallResult.check((int) SHA1_FINAL.invokeExact(digest, state));
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }
}
