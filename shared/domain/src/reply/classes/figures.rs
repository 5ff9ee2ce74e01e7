//! What people compare a sign to: classes that the figures of speech of an emergency name.

/// They say that something is like something else, or felt so.
pub(super) const LIKE: &[&str] = &[
    "como", "siento", "sentia", "senti", "sinto", "parece", "parecen", "like", "feel", "feels", "feeling",
    "felt", "igual", "nem", "feito", "hecho", "hecha", "tipo", "pareciera", "parecia", "as",
];

/// What lies on somebody's chest that nobody could carry.
pub(super) const WEIGHT: &[&str] = &[
    "camion", "camioneta", "caminhao", "tractor", "trator", "truck", "lorry", "tren", "trem", "train",
    "carro", "coche", "auto", "bus", "yunque", "bigorna", "anvil", "losa", "laje", "slab", "ladrillo*",
    "tijolo*", "brick", "bricks", "costal", "cemento", "cimento", "concreto", "concrete", "cement",
    "tonelada*", "ton", "tonne", "boulder", "rock", "roca", "rocha", "vaca", "cow", "hipopotamo", "hippo",
    "gorila", "gorilla", "caballo", "cavalo", "horse", "elefante*", "elephant*", "piano", "montana",
    "montanha", "mountain", "plancha", "rinoceronte", "rhino", "toro", "bull", "geladeira", "fridge",
    "refri",
];

/// How one stands or sits on something.
pub(super) const ATOP: &[&str] = &[
    "sentad*", "sentou", "sentasse", "sentara", "sitting", "sat", "standing", "stood", "stomping",
    "stepping", "kneeling", "kneels", "parked",
];

/// What squeezes.
pub(super) const CRUSHING: &[&str] = &[
    "aplast*", "esmag*", "crush*", "squash*", "squeez*", "squish*", "estruj*", "exprim*", "esprem*",
    "comprim*",
];

/// What is put round something and tightened.
pub(super) const BAND: &[&str] = &[
    "faja", "cinta", "cinto", "cinturon", "belt", "band", "banda", "corset", "corse", "prensa", "vise",
    "vice", "clamp", "torniquete", "tourniquet", "garra", "garras", "claw", "tenaza*", "morsa", "boa",
    "anaconda", "python", "alambre", "arame", "wire", "soga", "cuerda", "corda", "rope", "alicate", "puno",
    "punho", "fist",
];

/// What pierces.
pub(super) const BLADE: &[&str] = &[
    "cuchill*", "punal*", "daga", "dagger*", "knife", "knives", "blade", "faca", "facada*", "facas",
    "espada", "sword", "lanza", "lanca", "spear", "fierro", "poker", "navaja*", "navalha*", "machete*",
    "picahielo*", "icepick", "stab", "stabs", "stabbed", "atravies*", "atraves*", "clavan", "clava",
    "clavando", "clavaran", "clavado", "enfiaram", "enfiando", "enfiassem",
];

pub(super) const HEART: &[&str] = &["corazon", "coracao", "heart"];
pub(super) const HEAD: &[&str] = &["cabeza", "cabeca", "head", "skull", "craneo", "cranio", "nuca"];

/// What burns inside. Not `chama`, `llamas`, which is to call.
pub(super) const FIRE: &[&str] = &[
    "fuego", "fogo", "fire", "brasa", "brasas", "lava", "incendi*", "hoguera", "fogueira", "flames",
    "soplete", "quema", "quemando", "queima", "queimando", "burns", "burning", "prende",
];

/// What one drinks through.
pub(super) const STRAW: &[&str] = &[
    "popote*", "pajita*", "pajilla*", "pitillo*", "sorbete", "canudo", "canudinho", "palhinha", "bombilla",
    "straw", "straws", "stirrer",
];

/// A part that has no life in it.
pub(super) const LIFELESS: &[&str] = &[
    "muert*", "murio", "morto", "morta", "morreu", "dead", "dormid*", "dormente*", "durmio", "duerme",
    "durmiendo", "adormec*", "entumec*", "numb", "paraliz*", "paralis*", "paraly*", "piedra", "pedra",
    "limp", "quit",
];

/// A face that comes down.
pub(super) const SAGGING: &[&str] = &[
    "derrit*", "derret*", "melt*", "despenc*", "caid*", "cayo", "cae", "caiu", "caindo", "drop*", "droop*",
    "sag", "sagging", "sags", "colgad*", "colgando", "pendurad*", "hanging",
];

/// All at once.
pub(super) const SUDDENLY: &[&str] =
    &["repente", "golpe", "pronto", "suddenly", "sudden", "subito", "subita", "derepente"];

/// What somebody who does not stir is like.
pub(super) const DUMMY: &[&str] = &[
    "tronco", "tabla", "tabua", "trapo", "trapito", "pano", "muneco", "muneca", "boneco", "boneca", "doll",
    "ragdoll", "noodle", "log", "saco", "costal", "bulto", "sack", "vegetal", "vegetable", "cadaver",
    "corpse", "zombi*", "statue", "estatua", "ido", "ida",
];

/// Where one stands who means to jump. Cars stand on bridges too.
pub(super) const HEIGHT: &[&str] = &[
    "puente", "ponte", "bridge", "viaducto", "viaduto", "overpass", "azotea", "roof", "rooftop", "techo",
    "telhado", "terraza", "terraco", "balcon", "sacada", "balcony", "acantilado", "cliff", "predio",
    "edificio",
];
