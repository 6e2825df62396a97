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

/// The functions of libcrypto for asymmetric keys, apart from [LibCrypto] so that packets do not
/// depend on them. They take tens of microseconds: none is critical.
///
/// Public keys come once each, and take the older functions: those of OpenSSL 3.0 look through all
/// decoders there are, for 300 µs.
final class LibCryptoKeys {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS =
            SymbolLookup.libraryLookup(LibCrypto.LIBRARY, Arena.global());

    /// NID_X9_62_prime256v1.
    private static final int P256 = 415;

    private static final FunctionDescriptor INIT = FunctionDescriptor.of(JAVA_INT, JAVA_LONG);
    private static final FunctionDescriptor FREE = FunctionDescriptor.ofVoid(JAVA_LONG);
    private static final FunctionDescriptor USE =
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle DECODE_PRIVATE =
            function(
                    "d2i_AutoPrivateKey",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle KEY_FREE = function("EVP_PKEY_free", FREE);
    private static final MethodHandle CONTEXT_NEW =
            function("EVP_PKEY_CTX_new", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CONTEXT_FREE = function("EVP_PKEY_CTX_free", FREE);
    private static final MethodHandle SIGN_INIT = function("EVP_PKEY_sign_init", INIT);
    private static final MethodHandle SIGN = function("EVP_PKEY_sign", USE);
    private static final MethodHandle CURVE_KEY =
            function("EC_KEY_new_by_curve_name", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
    private static final MethodHandle CURVE_KEY_FREE = function("EC_KEY_free", FREE);
    private static final MethodHandle SET_POINT =
            function(
                    "EC_KEY_oct2key",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle VERIFY =
            function(
                    "ECDSA_verify",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT,
                            JAVA_LONG));

    private LibCryptoKeys() {}

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type);
    }

    /// A private key in PKCS #8, which the arena frees.
    ///
    /// @return empty when it is none
    static MemorySegment privateKey(Arena arena, byte[] encoding) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment bytes = local.allocateFrom(ValueLayout.JAVA_BYTE, encoding);
            long in = local.allocateFrom(JAVA_LONG, bytes.address()).address();
            long length = encoding.length;
            long key = (long) DECODE_PRIVATE.invokeExact(0L, in, length);
            bytes.fill((byte) 0);
            return key == 0
                    ? MemorySegment.NULL
                    : MemorySegment.ofAddress(key)
                            .reinterpret(arena, s -> free(KEY_FREE, s.address()));
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    private static void free(MethodHandle function, long address) {
        try {
            function.invokeExact(address);
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    /// Signs a hash.
    ///
    /// @param most bytes that the signature can have
    static byte[] sign(MemorySegment key, byte[] hash, int most) {
        try (Arena arena = Arena.ofConfined()) {
            long context = context(arena, key);
            CallResult.check((int) SIGN_INIT.invokeExact(context));
            MemorySegment out = arena.allocate(most);
            MemorySegment length = arena.allocateFrom(JAVA_LONG, most);
            long in = arena.allocateFrom(ValueLayout.JAVA_BYTE, hash).address();
            long size = hash.length;
            CallResult.check(
                    (int) SIGN.invokeExact(context, out.address(), length.address(), in, size));
            return out.asSlice(0, length.get(JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    /// Whether the signature of a hash was made with the key of this point of P-256.
    static boolean verify(byte[] point, byte[] hash, byte[] signature) {
        try (Arena arena = Arena.ofConfined()) {
            long key = (long) CURVE_KEY.invokeExact(P256);
            if (key == 0) {
                throw new IllegalStateException("libcrypto has no P-256");
            }
            MemorySegment.ofAddress(key).reinterpret(arena, s -> free(CURVE_KEY_FREE, s.address()));
            long at = arena.allocateFrom(ValueLayout.JAVA_BYTE, point).address();
            long length = point.length;
            if ((int) SET_POINT.invokeExact(key, at, length, 0L) != CallResult.OK) {
                return false; // it lies not on the curve
            }
            long in = arena.allocateFrom(ValueLayout.JAVA_BYTE, hash).address();
            long given = arena.allocateFrom(ValueLayout.JAVA_BYTE, signature).address();
            int size = hash.length;
            int givenSize = signature.length;
            return (int) VERIFY.invokeExact(0, in, size, given, givenSize, key) == CallResult.OK;
        } catch (Throwable failure) {
            throw CallResult.failed(failure);
        }
    }

    private static long context(Arena arena, MemorySegment key) throws Throwable {
        long context = (long) CONTEXT_NEW.invokeExact(key.address(), 0L);
        if (context == 0) {
            throw new IllegalStateException("libcrypto is out of memory");
        }
        MemorySegment.ofAddress(context).reinterpret(arena, s -> free(CONTEXT_FREE, s.address()));
        return context;
    }
}
