package io.sluice.sfu.transport.dtls;

import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.connection.OutboundConnection;
import de.rub.nds.tlsattacker.core.constants.CipherSuite;
import de.rub.nds.tlsattacker.core.constants.HandshakeMessageType;
import de.rub.nds.tlsattacker.core.constants.NamedGroup;
import de.rub.nds.tlsattacker.core.constants.ProtocolVersion;
import de.rub.nds.tlsattacker.core.constants.SignatureAndHashAlgorithm;
import de.rub.nds.tlsattacker.core.constants.SrtpProtectionProfile;
import de.rub.nds.tlsattacker.core.dtls.DtlsHandshakeMessageFragment;
import de.rub.nds.tlsattacker.core.layer.constant.StackConfiguration;
import de.rub.nds.tlsattacker.core.protocol.ProtocolMessage;
import de.rub.nds.tlsattacker.core.protocol.message.CertificateMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.ExtensionMessage;
import de.rub.nds.tlsattacker.core.state.State;
import de.rub.nds.tlsattacker.core.workflow.WorkflowExecutorFactory;
import de.rub.nds.tlsattacker.core.workflow.WorkflowTrace;
import de.rub.nds.tlsattacker.core.workflow.action.SendAction;
import de.rub.nds.tlsattacker.core.workflow.action.executor.WorkflowExecutorType;
import de.rub.nds.tlsattacker.core.workflow.factory.WorkflowConfigurationFactory;
import de.rub.nds.tlsattacker.transport.TransportHandlerType;
import de.rub.nds.x509attacker.config.X509CertificateConfig;
import de.rub.nds.x509attacker.constants.X509NamedCurve;
import de.rub.nds.x509attacker.constants.X509PublicKeyType;
import de.rub.nds.x509attacker.constants.X509SignatureAlgorithm;
import io.sluice.sfu.api.DtlsFingerprint;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/// TLS-Attacker in the role of a browser: a DTLS stack written by others, whose every message can
/// be bent.
final class Attacker {
    private static final int PATIENCE_MILLIS = 5_000;

    /// Who sends nonsense waits in vain at the end.
    private static final int IMPATIENCE_MILLIS = 500;

    private final Config config = new Config();
    private final OutboundConnection connection;
    private final WorkflowTrace trace;

    Attacker(AttackedServer server) {
        connection = new OutboundConnection(server.port(), "127.0.0.1");
        connection.setTransportHandlerType(TransportHandlerType.UDP);
        connection.setTimeout(PATIENCE_MILLIS);
        config.setDefaultClientConnection(connection);
        config.setDefaultLayerConfiguration(StackConfiguration.DTLS);
        config.setHighestProtocolVersion(ProtocolVersion.DTLS12);
        config.setDefaultSelectedProtocolVersion(ProtocolVersion.DTLS12);
        CipherSuite suite = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
        config.setDefaultClientSupportedCipherSuites(suite);
        config.setDefaultSelectedCipherSuite(suite);
        config.setDefaultClientNamedGroups(NamedGroup.SECP256R1);
        config.setDefaultClientSupportedSignatureAndHashAlgorithms(
                SignatureAndHashAlgorithm.ECDSA_SHA256);
        config.setAddExtendedMasterSecretExtension(true);
        config.setAddSRTPExtension(true);
        config.setClientSupportedSrtpProtectionProfiles(
                List.of(SrtpProtectionProfile.SRTP_AEAD_AES_128_GCM));
        config.setClientAuthentication(true);
        config.setDtlsCookieExchange(false);
        config.setFinishWithCloseNotify(false);
        X509CertificateConfig certificate = config.getCertificateChainConfig().getFirst();
        certificate.setPublicKeyType(X509PublicKeyType.ECDH_ECDSA);
        certificate.setDefaultSubjectNamedCurve(X509NamedCurve.SECP256R1);
        certificate.setDefaultIssuerNamedCurve(X509NamedCurve.SECP256R1);
        certificate.setSignatureAlgorithm(X509SignatureAlgorithm.ECDSA_WITH_SHA256);
        config.setCertificateChainConfig(List.of(certificate));
        trace = new WorkflowConfigurationFactory(config).createHandshakeWorkflow(connection);
    }

    /// Of the certificate that every attacker shows; found out by showing it to somebody who
    /// expects another one.
    static DtlsFingerprint fingerprint() throws IOException, NoSuchAlgorithmException {
        DtlsFingerprint nobody = new DtlsFingerprint("sha-256", "00" + ":00".repeat(31));
        try (AttackedServer server = new AttackedServer(nobody)) {
            Attacker attacker = new Attacker(server);
            attacker.config.setMaxUDPRetransmissions(0);
            attacker.run();
            byte[] der =
                    attacker.trace
                            .getFirstSentMessage(CertificateMessage.class)
                            .getCertificateEntryList()
                            .getFirst()
                            .getCertificateBytes()
                            .getValue();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(der);
            return new DtlsFingerprint(
                    "sha-256", HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash));
        }
    }

    Attacker impatient() {
        connection.setTimeout(IMPATIENCE_MILLIS);
        config.setMaxUDPRetransmissions(0);
        return this;
    }

    /// Handshake messages are sent in pieces of at most so many bytes, a datagram each.
    Attacker fragmented(int bytes) {
        config.setDtlsMaximumFragmentLength(bytes);
        config.setIndividualTransportPacketsForFragments(true);
        return this;
    }

    /// Bends the first message of this type.
    <M extends ProtocolMessage> Attacker bend(Class<M> type, Consumer<M> change) {
        for (SendAction action : sends()) {
            for (ProtocolMessage message : action.getConfiguredMessages()) {
                if (type.isInstance(message)) {
                    change.accept(type.cast(message));
                    return this;
                }
            }
        }
        throw new AssertionError("no " + type);
    }

    /// Says hello without this extension.
    Attacker hello(Class<? extends ExtensionMessage> without) {
        return bend(ClientHelloMessage.class, m -> m.getExtensions().removeIf(without::isInstance));
    }

    Attacker leaveOut(Class<? extends ProtocolMessage> type) {
        for (SendAction action : sends()) {
            List<ProtocolMessage> messages = new ArrayList<>(action.getConfiguredMessages());
            messages.removeIf(type::isInstance);
            action.setConfiguredMessages(messages);
        }
        return this;
    }

    private List<SendAction> sends() {
        return trace.getTlsActions().stream()
                .filter(SendAction.class::isInstance)
                .map(SendAction.class::cast)
                .toList();
    }

    /// Instead of a handshake, pieces of one byte that each announce so large a message.
    Attacker flood(int pieces, int announcedBytes, int messages) {
        List<DtlsHandshakeMessageFragment> fragments = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            DtlsHandshakeMessageFragment piece =
                    new DtlsHandshakeMessageFragment(
                            HandshakeMessageType.CLIENT_HELLO,
                            new byte[] {1},
                            i % messages,
                            i / messages,
                            announcedBytes);
            fragments.add(piece);
        }
        SendAction send = new SendAction(new ArrayList<ProtocolMessage>());
        send.setConfiguredDtlsHandshakeMessageFragments(fragments);
        trace.setTlsActions(send);
        config.setIndividualTransportPacketsForFragments(true);
        return impatient();
    }

    /// Does what it has been told to; true when the server answered as in a handshake.
    boolean run() {
        State state = new State(config, trace);
        WorkflowExecutorFactory.createWorkflowExecutor(WorkflowExecutorType.DTLS, state)
                .executeWorkflow();
        return trace.executedAsPlanned();
    }
}
