package io.sluice.egress.compose;

import org.jspecify.annotations.Nullable;

/// Somebody who can be shown.
///
/// @param name as everybody sees it
/// @param camera null without one
/// @param screen null when nothing is shared
public record Person(String id, String name, @Nullable Feed camera, @Nullable Feed screen) {}
